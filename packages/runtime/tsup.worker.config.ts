import { library } from "../../tooling/tsup.ts";

/**
 * The worker as one small file, as CommonJS, too, which Node starts sooner: runs after the other build, which clears dist.
 */
export default library({
  entry: ["src/worker.ts"],
  format: ["esm", "cjs"],
  outExtension: ({ format }) => ({ js: format === "cjs" ? ".cjs" : ".js" }),
  dts: false,
  clean: false,
  splitting: false,
  minify: true,
});

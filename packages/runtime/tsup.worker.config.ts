import { library } from "../../tooling/tsup.ts";

/** The worker once more as one small CommonJS file, which Node starts sooner: runs after the other build, which clears dist. */
export default library({
  entry: ["src/worker.ts"],
  format: "cjs",
  outExtension: () => ({ js: ".cjs" }),
  dts: false,
  clean: false,
  splitting: false,
  minify: true,
});

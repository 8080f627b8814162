import { library } from "../../tooling/tsup.ts";

export default library({
  entry: {
    index: "src/index.ts",
    browser: "src/browser/index.ts",
    bundle: "src/bundle/index.ts",
    export: "src/export/index.ts",
    registry: "src/registry/index.ts",
    terminal: "src/terminal/index.ts",
    tfjs: "src/tfjs.ts",
  },
  // The code is readable as it is, and maps would be half of the package.
  sourcemap: false,
});

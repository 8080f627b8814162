import { library } from "../../tooling/tsup.ts";

export default library({
  entry: { index: "src/index.ts", classifier: "src/classifier.ts", tfjs: "src/tfjs/index.ts" },
  external: [/^node:/],
});

import { library } from "../../tooling/tsup.ts";

export default [
  library({
    entry: {
      index: "src/index.ts",
      classifier: "src/classifier.ts",
      onnx: "src/onnx/index.ts",
      tfjs: "src/tfjs/index.ts",
    },
    external: [/^node:/],
    // Three functions of it are used: importing the package for them would take longer than to read a digit.
    noExternal: ["@mnist/metrics"],
    dts: { entry: { index: "src/index.ts", tfjs: "src/tfjs/index.ts" } },
  }),
  // Bundled with those above, their types would take shared ones from the index, and with it those of TensorFlow.js.
  library({
    entry: { classifier: "src/classifier.ts", onnx: "src/onnx/index.ts" },
    clean: false,
    dts: { only: true },
  }),
  // Workers load this one by its URL, in browsers too, so it may import nothing by a package's name.
  library({
    entry: { "augment-worker": "src/augment-worker.ts" },
    noExternal: [/^@mnist\//],
    clean: false,
    dts: false,
  }),
];

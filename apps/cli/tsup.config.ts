import { library } from "../../tooling/tsup.ts";

export default library({ entry: ["src/bin.ts"], platform: "node", dts: false });

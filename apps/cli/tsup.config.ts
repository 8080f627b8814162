import { library } from "../../tooling/tsup.ts";

export default library({ entry: ["src/cli.ts"], platform: "node", dts: false });

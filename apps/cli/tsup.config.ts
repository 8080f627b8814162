import { cp } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { library } from "../../tooling/tsup.ts";

const page = fileURLToPath(new URL("../web/dist", import.meta.url));
/** What `mnist serve` makes itself, and the backends of @mnist/model that the page never runs. */
const notServed = /^mnist-data$|^tfjs-|\.map$/;

export default library({
  entry: ["src/cli.ts"],
  platform: "node",
  dts: false,
  onSuccess: () =>
    cp(page, "dist/page", { recursive: true, filter: (path) => !notServed.test(basename(path)) }),
});

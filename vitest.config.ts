import { defineConfig } from "vitest/config";
import { findChromium, findFirefox } from "./scripts/browsers.mjs";

export default defineConfig({
  test: {
    include: ["{packages,apps}/*/{src,test}/**/*.test.ts", "scripts/**/*.test.ts"],
    env: { CHROMIUM_PATH: findChromium() ?? "", FIREFOX_PATH: findFirefox() ?? "" },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A page's answer takes longer on a machine that runs other tests, too.
    expect: { poll: { timeout: 20_000 } },
    pool: "forks",
  },
});

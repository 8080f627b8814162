import { cp, mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A project that depends on this package and has test/page.mjs for a page, built by Vite with its defaults. */
export async function bundlePage(): Promise<{ root: string; site: string }> {
  const root = await mkdtemp(join(tmpdir(), "mnist-vite-"));
  await mkdir(join(root, "node_modules/@mnist"), { recursive: true });
  await symlink(here(".."), join(root, "node_modules/@mnist/runtime"), "junction");
  for (const file of ["page.mjs", "training.mjs", "training.worker.mjs", "hash-training.mjs"])
    await cp(here(file), join(root, file));
  await writeFile(
    join(root, "index.html"),
    '<!doctype html><script type="module" src="./page.mjs"></script>',
  );
  await build({ root, base: "./", logLevel: "warn" });
  return { root, site: join(root, "dist") };
}

import { fileURLToPath } from "node:url";

/** Where a network that ships is kept. */
export function pretrainedFolder(name: string): string {
  return fileURLToPath(new URL(`../../packages/model/pretrained/${name}`, import.meta.url));
}

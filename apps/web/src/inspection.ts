import { signal } from "@preact/signals";

/** An image that was chosen to be looked into; the drawing when there is none. */
export const inspected = signal<{ image: Uint8Array; name: string } | undefined>(undefined);

export function inspect(image: Uint8Array, name: string): void {
  inspected.value = { image: image.slice(), name };
}

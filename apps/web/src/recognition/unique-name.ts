import type { ModelArtifacts } from "@mnist/model";

type Network = ModelArtifacts | string;

/** The name, with a number behind it when another network is known by it: "fast", "fast (2)". */
export function uniqueName(network: Network, name: string, known: ReadonlyMap<string, Network>): string {
  let unique = name;
  for (let number = 2; ; number++) {
    const other = known.get(unique);
    if (other === undefined || isSame(other, network)) return unique;
    unique = `${name} (${number})`;
  }
}

/** Networks come from workers and files, a new object each time. */
function isSame(a: Network, b: Network): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  const [first, second] = [new Uint8Array(a.weightData), new Uint8Array(b.weightData)];
  return first.length === second.length && first.every((byte, i) => byte === second[i]);
}

export const BUILDS: Record<"simd" | "relaxed-simd", string[]>;
export function assemble(entries: string[], build: "simd" | "relaxed-simd", outFile: string): void;

import type { EpochMetrics, Identity } from "@mnist/metrics";
import type { EpochResult } from "@mnist/model";

/** What a report says of a model: its name, and what `mnist train` wrote into it. */
export function identityOf(name: string, metadata: Record<string, unknown>): Identity {
  const identity: Identity = { name };
  for (const key of ["preset", "seed", "weightsSha256"]) {
    const value = metadata[key];
    if (typeof value === "string" || typeof value === "number") identity[key] = value;
  }
  return identity;
}

/** The epochs of the training that `mnist train` kept in the model, for the curves of a report. */
export function historyOf(metadata: Record<string, unknown>): EpochMetrics[] | undefined {
  return Array.isArray(metadata.history) ? (metadata.history as EpochResult[]) : undefined;
}

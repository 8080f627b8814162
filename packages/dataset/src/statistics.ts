/** What a set of samples looks like in numbers. */
export interface Statistics {
  samples: number;
  /** Samples of each class. */
  classCounts: number[];
  /** Mean of all pixels divided by 255; NaN without samples. */
  mean: number;
  /** Standard deviation (of the population) of all pixels divided by 255; NaN without samples. */
  standardDeviation: number;
}

/** Counts classes and pixel values, exactly: sums are of integers below 2^53. */
export function statistics(images: Uint8Array, labels: Uint8Array, classes: number): Statistics {
  const classCounts = new Array<number>(classes).fill(0);
  for (const label of labels) classCounts[label]++;
  const histogram = new Float64Array(256);
  for (let i = 0; i < images.length; i++) histogram[images[i]]++;
  let sum = 0;
  let sumOfSquares = 0;
  histogram.forEach((count, value) => {
    sum += count * value;
    sumOfSquares += count * value * value;
  });
  const mean = sum / images.length / 255;
  const variance = sumOfSquares / images.length / 255 ** 2 - mean ** 2;
  return { samples: labels.length, classCounts, mean, standardDeviation: Math.sqrt(variance) };
}

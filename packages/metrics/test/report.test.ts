import { beforeAll, describe, expect, it } from "vitest";
import { type ReportInput, renderReport } from "../src/index.js";
import { nearestMeanPredictions } from "./nearest-mean.js";

let input: ReportInput;

beforeAll(() => {
  input = nearestMeanPredictions();
});

describe("renderReport", () => {
  it("weighs less than 2 MB with 200 images in it, and shows no more than that many samples", () => {
    const html = renderReport(input);
    expect(Buffer.byteLength(html)).toBeLessThan(2_000_000);
    const dialogs = html.slice(html.indexOf("<dialog"));
    expect(dialogs.match(/<img /g)).toHaveLength(200);
  });

  it("depends on its input alone", () => {
    expect(renderReport(input)).toBe(renderReport(input));
  });

  it("loads nothing", () => {
    const html = renderReport(input);
    expect(html).toContain("default-src 'none'");
    const addresses = [...html.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"'\s>)]*)/g)].map(
      ([, address]) => address,
    );
    expect(addresses.filter((address) => !/^(#|data:)/.test(address))).toEqual([]);
  });

  it("opens every confusion that happened", () => {
    const html = renderReport(input);
    const ids = new Set([...html.matchAll(/<dialog id="([^"]*)"/g)].map(([, id]) => id));
    const links = new Set([...html.matchAll(/href="#(cell-[^"]*)"/g)].map(([, id]) => id));
    expect(links).toEqual(ids);
    expect(ids.size).toBeGreaterThan(80);
  });

  it("escapes titles, class names, sample names and identities", () => {
    const hostile = `"'><img src=x onerror=alert(1)><script>alert(1)</script>\u0007`;
    const html = renderReport({
      ...input,
      title: hostile,
      classNames: Array.from({ length: 10 }, (_, k) => `${hostile}${k}`),
      sampleNames: Array.from({ length: 10_000 }, (_, i) => `${hostile}${i}.png`),
      model: { [hostile]: hostile },
      dataset: { [hostile]: hostile },
    });
    expect(html).not.toContain("<img src=x");
    expect(html.match(/<script>/g)).toHaveLength(1);
    expect(html).not.toContain("\u0007");
  });

  it("does without images, names, identities and history", () => {
    const html = renderReport({ labels: input.labels, probabilities: input.probabilities });
    expect(html).not.toMatch(/<img|<dialog|undefined/);
    expect(html).toContain("Worst errors");
  });

  it("shows training curves as far as the history has values", () => {
    const html = renderReport({ ...input, history: [{ epoch: 1, loss: 2 }] });
    expect(html).toContain("Training loss");
    expect(html).not.toContain("Training accuracy");
  });

  it("reports on a perfect classifier, and on one of a single class", () => {
    const perfect = renderReport({ labels: [0, 1, 1], probabilities: [1, 0, 0, 1, 0, 1] });
    expect(perfect).not.toMatch(/NaN|Worst errors|Most confused/);
    const single = renderReport({ labels: [0, 0], probabilities: [1, 1] });
    expect(single).not.toMatch(/NaN|Infinity/);
  });

  it("refuses what does not fit", () => {
    expect(() => renderReport({ labels: [], probabilities: [] })).toThrow(/without samples/);
    expect(() => renderReport({ ...input, images: new Uint8Array(784) })).toThrow(/7840000 pixels.*got 784/);
    expect(() => renderReport({ ...input, sampleNames: ["a"] })).toThrow(/10000 sample names, got 1/);
    expect(() => renderReport({ ...input, classNames: ["a"] })).toThrow(/10 class names, got 1/);
    expect(() => renderReport({ ...input, maxImages: -1 })).toThrow(/maxImages/);
  });
});

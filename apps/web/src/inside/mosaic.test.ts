import { describe, expect, it } from "vitest";
import { channelImage, filterImage, mosaic, unitAt } from "./mosaic.js";

/** [2, 2, 3]: channel c has its one bright pixel at place c. */
const output = new Float32Array(12);
for (let channel = 0; channel < 3; channel++) output[channel * 3 + channel] = channel + 1;

describe("mosaic", () => {
  it("lays channels side by side on one scale, with a line between them", () => {
    const { data, width, height, scale } = mosaic(output, [2, 2, 3], 2);
    expect([width, height, scale], "small channels are enlarged").toEqual([25, 25, 6]);
    const at = (x: number, y: number) => data[y * width + x];
    expect([at(0, 0), at(5, 5), at(6, 5)], "the first channel's bright place").toEqual([85, 85, 0]);
    expect(at(12, 3), "the line").toBe(40);
    expect([at(18, 0), at(19, 0)]).toEqual([0, 170]);
    expect(at(0, 24)).toBe(255);
  });

  it("shows what is negative darker than nothing", () => {
    const { data } = mosaic(Float32Array.of(-1, 0, 1, 3), [2, 2, 1]);
    const places = [0, 6, 12 * 6, 12 * 6 + 6];
    expect(places.map((place) => data[place])).toEqual([0, 64, 128, 255]);
  });

  it("knows which unit is where", () => {
    const picture = mosaic(output, [2, 2, 3], 2);
    expect(unitAt(picture, 0.1, 0.1)).toEqual({ channel: 0, row: 0, column: 0 });
    expect(unitAt(picture, 0.9, 0.3)).toEqual({ channel: 1, row: 1, column: 1 });
    expect(unitAt(picture, 0.1, 0.9)).toEqual({ channel: 2, row: 1, column: 0 });
    expect(unitAt(picture, 0.5, 0.1), "on the line between").toBeUndefined();
    expect(unitAt(picture, 0.9, 0.9), "where no channel is left").toBeUndefined();
  });

  it("shows one channel on its own scale, and a filter with gray for nothing", () => {
    expect(Array.from(channelImage(output, [2, 2, 3], 0).data)).toEqual([255, 0, 0, 0]);
    const filters = { shape: [1, 3, 1, 1], values: Float32Array.of(-2, 0, 2) };
    expect(Array.from(filterImage(filters, 0).data)).toEqual([1, 128, 255]);
  });
});

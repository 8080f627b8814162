import { describe, expect, it } from "vitest";
import { shuffledOrder } from "./order.js";

describe("shuffledOrder", () => {
  it("gives each epoch and seed a permutation of its own", () => {
    const orders = [shuffledOrder(50, 1, 0), shuffledOrder(50, 1, 1), shuffledOrder(50, 2, 0)];
    for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual([...order.keys()]);
    expect(new Set(orders.map(String)).size).toBe(3);
  });

  // The order other languages have to reproduce.
  it("keeps its algorithm", () => {
    expect([...shuffledOrder(10, 42, 0)]).toEqual([2, 4, 9, 0, 8, 5, 1, 6, 7, 3]);
    expect([...shuffledOrder(10, 42, 1)]).toEqual([0, 7, 1, 4, 5, 9, 3, 2, 8, 6]);
  });
});

import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultCacheDir } from "./cache.js";
import { isOffline } from "./load.js";

describe("defaultCacheDir", () => {
  it.each([
    ["linux", {}, join(homedir(), ".cache", "mnist")],
    ["linux", { XDG_CACHE_HOME: "/var/cache/me" }, join("/var/cache/me", "mnist")],
    ["darwin", {}, join(homedir(), "Library", "Caches", "mnist")],
    ["win32", { LOCALAPPDATA: "C:\\Local" }, join("C:\\Local", "mnist", "Cache")],
    ["linux", { MNIST_CACHE_DIR: "here" }, resolve("here")],
    ["darwin", { MNIST_CACHE_DIR: "/there" }, resolve("/there")],
  ] as const)("%s, %o", (platform, env, expected) => {
    expect(defaultCacheDir(env, platform)).toBe(expected);
  });
});

describe("MNIST_OFFLINE", () => {
  it.each([
    [undefined, false],
    ["", false],
    ["0", false],
    ["false", false],
    ["1", true],
    ["true", true],
  ])("%s", (value, offline) => {
    expect(isOffline(value)).toBe(offline);
  });
});

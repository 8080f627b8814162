import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toPng } from "@mnist/dataset/export";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { makePipe, mnist, outcome, picture, start } from "./mnist.js";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mnist-predict-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PICTURES = [
  { name: "seven.png", digit: 7 },
  { name: "two-photo.jpg", digit: 2 },
  { name: "one-transparent.png", digit: 1 },
  { name: "four-ruled.jpg", digit: 4 },
];

describe("mnist predict with the network that ships", () => {
  it("reads every kind of picture", async () => {
    const files = PICTURES.map(({ name }) => picture(name));
    const { code, stdout, stderr } = await mnist(["predict", "--json", "--image", ...files]);
    expect(code, stderr).toBe(0);
    const answers = JSON.parse(stdout);
    expect(answers.map(({ digit }: { digit: number }) => digit)).toEqual(PICTURES.map(({ digit }) => digit));
    for (const { confidence, probabilities } of answers) {
      expect(confidence).toBeGreaterThan(0.5);
      expect(probabilities).toHaveLength(10);
      expect(probabilities.reduce((sum: number, p: number) => sum + p, 0)).toBeCloseTo(1, 5);
    }
  });

  it("tells a person, and shows what the network saw", async () => {
    const { code, stdout } = await mnist(["predict", "--show", picture("seven.png")]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/7\s.*%/);
    expect(stdout.split("\n").length).toBeGreaterThan(14);
  });

  it("keeps its columns under each other, however wide the names' characters are", async () => {
    const names = ["seven.png", "\u6570\u5b57.png", "e\u0301.png"];
    const here = mkdtempSync(join(folder, "wide-"));
    for (const name of names) cpSync(picture("seven.png"), join(here, name));
    const { stdout } = await mnist(["predict", ...names], here);
    expect(stdout.split("\n")).toMatchObject([
      "seven.png  7  100.0 %",
      "\u6570\u5b57.png   7  100.0 %",
      "e\u0301.png      7  100.0 %",
      "",
    ]);
  });

  it("lets no name of a file move the cursor or color the screen; JSON has it as it is", async () => {
    const [name, missing] = ["sev\nen\u001b[31m.png", "no\nsuch.png"];
    cpSync(picture("seven.png"), join(folder, name));
    const { stdout, stderr } = await mnist(["predict", name, missing], folder);
    expect(stdout).toMatch(/^sev en\ufffd\[31m\.png {2}7 {2}100\.0 %\n$/);
    expect(stderr).toBe("mnist: no such.png: no such file; check the path\n");
    const multiple = await mnist(["predict", "--multiple", name], folder);
    expect(multiple.stdout).toMatch(/^sev en\ufffd\[31m\.png {2}7 /);
    const [answer] = JSON.parse((await mnist(["predict", "--json", name], folder)).stdout);
    expect(answer).toMatchObject({ file: name, digit: 7 });
  });

  it("reads several digits in one picture", async () => {
    const { code, stdout } = await mnist(["predict", "--multiple", "--json", picture("number-2019.jpg")]);
    expect(code).toBe(0);
    const [answer] = JSON.parse(stdout);
    expect(answer.text).toBe("2019");
    expect(answer.digits).toHaveLength(4);
    expect(answer.digits[0].box).toMatchObject({ x: expect.any(Number), width: expect.any(Number) });
  });

  it("keeps the steps of pictures apart that have the same name", async () => {
    for (const name of ["two-photo.jpg", "seven.png"]) {
      mkdirSync(join(folder, name));
      cpSync(picture(name), join(folder, name, "scan"));
    }
    const files = ["two-photo.jpg/scan", "seven.png/scan", "./seven.png/scan"];
    expect((await mnist(["predict", "--save-trace", "scans", ...files], folder)).code).toBe(0);
    expect(readdirSync(join(folder, "scans")).sort()).toEqual(["scan", "scan-2"]);
    const seen = (name: string) => readFileSync(join(folder, "scans", name, "4-network.png"));
    expect(seen("scan")).not.toEqual(seen("scan-2"));
  });

  it("leaves nothing of an earlier picture among the steps, and other files alone", async () => {
    const trace = join(folder, "again", "scan.jpg");
    const save = async (name: string, ...flags: string[]) => {
      cpSync(picture(name), join(folder, "scan.jpg"));
      return mnist(["predict", ...flags, "--save-trace", "again", "scan.jpg"], folder);
    };
    await save("number-2019.jpg", "--multiple");
    expect(readdirSync(trace)).toContain("4-network-4.png");
    writeFileSync(join(trace, "notes.txt"), "mine");
    await save("two-photo.jpg");
    const one = ["1-gray.png", "2-contrast.png", "3-ink.png", "4-network.png", "decisions.json", "notes.txt"];
    expect(readdirSync(trace).sort()).toEqual(one);

    writeFileSync(join(folder, "scan.jpg"), "no picture any more");
    expect((await mnist(["predict", "--save-trace", "again", "scan.jpg"], folder)).code).toBe(1);
    expect(readdirSync(trace)).toEqual(["notes.txt"]);
    // Nor what lies beside a trace, whatever the picture is called.
    writeFileSync(join(folder, "again", "decisions.json"), "{}");
    expect((await mnist(["predict", "--save-trace", "again/below", ".."], folder)).code).toBe(1);
    expect(readdirSync(join(folder, "again"))).toContain("decisions.json");
  });

  it.runIf(process.platform === "linux").each(["pipe", "/dev/stdin"])(
    "ends at once on Ctrl-C while it waits for %s, to which nobody writes",
    async (file) => {
      rmSync(join(folder, "pipe"), { force: true });
      makePipe(join(folder, "pipe"));
      // Open for writing, too, or there would be an end to read.
      const input = file === "pipe" ? "pipe" : openSync(join(folder, "pipe"), "r+");
      const child = start(["predict", picture("seven.png"), file], folder, input);
      onTestFinished(() => {
        child.kill("SIGKILL");
        if (input !== "pipe") closeSync(input);
      });
      const ended = outcome(child);
      await new Promise((resolve) => child.stdout!.once("data", resolve));
      await new Promise((resolve) => setTimeout(resolve, 300));
      child.kill("SIGINT");
      const { code, stderr } = await ended;
      expect(stderr).toBe("mnist: interrupted\n");
      expect(code).toBe(130);
    },
    10_000,
  );

  it("reads a picture from a pipe", async () => {
    const named = join(folder, "named");
    makePipe(named);
    const reading = mnist(["predict", "--json", "named"], folder);
    writeFileSync(named, readFileSync(picture("two-photo.jpg")));
    const { code, stdout, stderr } = await reading;
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ digit: 2 }]);
  });

  it("names the file when it refuses a picture, whatever the file is called", async () => {
    writeFileSync(join(folder, "the"), toPng(new Uint8Array(100 * 100).fill(255), 100, 100));
    const { code, stderr } = await mnist(["predict", "the"], folder);
    expect(stderr).toMatch(/^mnist: the: /);
    expect(code).toBe(1);
  });

  it("writes the steps of the preprocessing as PNG files", async () => {
    const { code } = await mnist(["predict", picture("two-photo.jpg"), "--save-trace", "trace"], folder);
    expect(code).toBe(0);
    const files = readdirSync(join(folder, "trace"), { recursive: true }).map(String);
    expect(files.filter((name) => name.endsWith(".png")).length).toBeGreaterThanOrEqual(3);
  });
});

import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { writeTrace } from "../../src/schemas/trace-file.ts";
import type { TimedInput } from "../../src/trace/input.ts";
import { savedRun } from "../schemas/saved-run.ts";
import { lessonScenario } from "../simulation/scenario-files.ts";
import type { Reader } from "./reader.ts";
import { readersOfThisFile } from "./readers.ts";

const { open } = readersOfThisFile();

/** An evening in which Ada writes so much that its diagram is no single picture; at its end Ben's cable is pulled. */
function longRun(): string {
  const scenario = lessonScenario("a-quiet-evening");
  const [ada, ben] = scenario.clients.map(({ id }) => id);
  if (ada === undefined || ben === undefined) throw new Error("two viewers");
  const notes = Array.from({ length: 75 }, (_, index): TimedInput => {
    return { atMs: 1000 + index * 300, input: { kind: "annotate", client: ada, body: `Note ${index}` } };
  });
  const opened = scenario.inputs.filter(({ input }) => input.kind === "open_page");
  const inputs = [...opened, ...notes, { atMs: 24_000, input: { kind: "pull_cable", client: ben } } as const];
  return writeTrace(savedRun({ ...scenario, durationMs: 24_500, inputs }, scenario.variants[0]?.id ?? ""));
}

/** Keeps the text of every drawing that is made a picture. */
function keepDrawings(): void {
  const drawings: string[] = [];
  const { set } = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src") ?? {};
  Object.defineProperty(HTMLImageElement.prototype, "src", {
    set(address: string) {
      drawings.push(decodeURIComponent(address.replace(/^[^,]*,/, "")));
      set?.call(this, address);
    },
  });
  Object.assign(window, { drawings });
}

async function openLongRun(): Promise<Reader> {
  const reader = await open("/playground/", { viewport: { width: 1440, height: 900 } }, keepDrawings);
  await reader.ready();
  await reader.page
    .locator("input[type=file]")
    .setInputFiles({ name: "long.json", mimeType: "application/json", buffer: Buffer.from(longRun()) });
  await reader.page.getByText("as it was saved in long.json").waitFor();
  await reader.button("Share").click();
  return reader;
}

/** Its size as the PNG says it, and how many colours the browser sees in the first and the last 1,000 rows of it. */
async function seen({ page }: Reader, png: Uint8Array) {
  const bytes = Buffer.from(png);
  const colours = await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    return [0, image.height - 1000].map((top) => {
      const canvas = new OffscreenCanvas(image.width, 1000);
      const context = canvas.getContext("2d");
      context?.drawImage(image, 0, -top);
      const { data } = context?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return new Set(new Uint32Array(Uint8Array.from(data).buffer)).size;
    });
  }, bytes.toString("base64"));
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), colours };
}

test("a run that is too long for one picture is saved as several, and says how far it is", async () => {
  const reader = await openLongRun();
  const told = reader.simulator.locator(".save [role=status]");
  const download = reader.page.waitForEvent("download");
  await reader.button("Diagram as PNG").click();
  await told.getByText(/^Drawing picture \d of \d …$/).waitFor();
  // Whoever looks at something else meanwhile does not end it.
  await reader.scrubber.focus();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/^a-quiet-evening-.*\.png\.zip$/);
  await expect
    .poll(() => told.innerText())
    .toMatch(/the run is too long for one picture, so there are \d in it/);
  expect(await reader.button("Stop").count()).toBe(0);

  const pictures = Object.entries(unzipSync(readFileSync(await saved.path())));
  const count = pictures.length;
  expect(count).toBeGreaterThan(2);
  expect(await told.innerText()).toContain(`there are ${count} in it`);
  const drawings = await reader.page.evaluate(() => (window as unknown as { drawings: string[] }).drawings);
  expect(drawings.length).toBe(count);
  for (const [index, [name, png]] of pictures.entries()) {
    expect(name).toMatch(new RegExp(`-${index + 1}\\.png$`));
    const drawing = drawings[index] ?? "";
    expect(drawing).toContain(`Part ${index + 1} of ${count}.`);
    const [, width, height] = /<svg[^>]* width="(\d+)" height="(\d+)"/.exec(drawing) ?? [];
    const picture = await seen(reader, png);
    expect(picture).toMatchObject({ width: 2 * Number(width), height: 2 * Number(height) });
    for (const colours of picture.colours) expect(colours).toBeGreaterThan(20);
  }
  expect(drawings.map((one) => />join\b/.test(one))).toEqual(drawings.map((_, index) => index === 0));
  expect(drawings.map((one) => one.includes("cable pulled"))).toEqual(
    drawings.map((_, index) => index === count - 1),
  );
});

test("and can be stopped: then nothing is saved", async () => {
  const reader = await openLongRun();
  let downloads = 0;
  reader.page.on("download", () => {
    downloads += 1;
  });
  await reader.button("Diagram as PNG").click();
  await reader.button("Stop").click();
  const told = reader.simulator.locator(".save [role=status]");
  await told.getByText("Stopped; nothing was saved.").waitFor();
  // The focus is still in the menu, and whatever is saved next is saved.
  expect(await reader.simulator.locator(".save :focus").count()).toBe(1);
  await reader.button("Mermaid as Text").click();
  await told.getByText(/^Saved as/).waitFor();
  expect(downloads).toBe(1);
});

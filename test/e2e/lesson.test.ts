import { describe, expect, test } from "vitest";
import { LESSON, LINE, type Reader } from "./reader.ts";
import { readersOfThisFile } from "./readers.ts";

const { open, unwatched } = readersOfThisFile();

const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };

describe("the story by mouse", () => {
  test("what Ben sees in the end depends on what his page tells the server", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.press("End");
    await expect.poll(() => reader.sees("Ben")).toContain("not here: 2, 3, 4");

    await reader.choose(/^Naive$/);
    await reader.press("End");
    await expect.poll(() => reader.sees("Ben")).toContain("not here: 2, 3, 4");
    await reader.page
      .getByText(/TypeError/)
      .first()
      .waitFor();

    await reader.choose(/^Right$/);
    await reader.press("End");
    await expect.poll(() => reader.sees("Ben")).not.toContain("not here");
    expect(await reader.sees("Ben")).toContain("last_seen_id: 4");
  });

  test("the reader pulls the cable, writes, and puts it back", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.choose(/^Right$/);
    // Both have joined, the first annotation is there; nothing has failed yet.
    await reader.find(/cable/);
    await reader.press("ArrowLeft");
    const before = await reader.place();

    await reader.panel("Take over");
    await reader.look("Ben");
    await reader
      .button(/^Pull the cable/.source.replace("^", ""))
      .first()
      .click();
    await reader.simulator.getByText("Your own run").waitFor();
    await expect.poll(() => reader.sentence.innerText()).toMatch(/cable/i);

    await reader.look("Ada");
    for (const words of ["one more", "and another", "and a last one"]) {
      await reader.simulator.getByLabel("Ada writes an annotation").fill(words);
      await reader.button("Write").click();
      await expect.poll(() => reader.sentence.innerText()).toContain(words);
      await reader.press("End");
    }
    await reader.panel("Viewers");
    await expect.poll(() => reader.sees("Ada")).toContain("and a last one");
    expect(await reader.sees("Ben")).toContain("not here: 2, 3, 4");

    await reader.panel("Take over");
    await reader.look("Ben");
    await reader.button("Plug the cable in").first().click();
    await expect.poll(() => reader.sentence.innerText()).toMatch(/cable/i);
    await reader.panel("Viewers");
    await expect
      .poll(
        async () => {
          await reader.forward();
          return reader.sees("Ben");
        },
        { timeout: 60_000, interval: 30 },
      )
      .not.toContain("not here");
    expect(await reader.sees("Ben")).toContain("and a last one");

    await reader.button("Back to the script's run").click();
    await expect.poll(() => reader.simulator.getByText("Your own run").count()).toBe(0);
    expect(before).toBeGreaterThan(0);
  });

  test.each([
    [/Restart the server/, /1012|server/i],
    [/Kill the server/, /killed|1006|server/i],
    [/Silence the link/, /silent|silence|swallow/i],
    [/Crash the channel/, /crash|kill|exit/i],
    [/Reset the connection/, /reset|1006/i],
  ])("%s: the simulator shows what follows", async (name, expected) => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.find(/cable/);
    await reader.press("ArrowLeft");
    await reader.panel("Take over");
    await reader.simulator.getByRole("button", { name }).click();
    await reader.simulator.getByText("Your own run").waitFor();
    const sentences: string[] = [];
    for (let step = 0; step < 8; step += 1) {
      sentences.push(await reader.sentence.innerText());
      await reader.forward();
    }
    expect(sentences.join(" ")).toMatch(expected);
  });
});

describe("the story by keyboard", () => {
  test("arrows, Home, End and space, while the focus is inside", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.scrubber.focus();
    await reader.page.keyboard.press("End");
    const end = await expect
      .poll(() => reader.place())
      .toBeGreaterThan(50)
      .then(() => reader.place());
    await reader.page.keyboard.press("ArrowLeft");
    await expect.poll(() => reader.place()).toBe(end - 1);
    await reader.page.keyboard.press("ArrowRight");
    await expect.poll(() => reader.place()).toBe(end);
    await reader.page.keyboard.press("Home");
    await expect.poll(() => reader.place()).toBe(0);
    await reader.page.keyboard.press("Space");
    await expect.poll(() => reader.place(), { timeout: 10_000 }).toBeGreaterThan(1);
    await reader.page.keyboard.press("Space");
    await reader.button("Play").waitFor();
  });

  test("every control can be reached with Tab and used without a mouse", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    const reached = new Set<string>();
    await reader.scrubber.focus();
    for (let count = 0; count < 60; count += 1) {
      await reader.page.keyboard.press("Tab");
      reached.add(await reader.page.evaluate(() => document.activeElement?.textContent?.trim() ?? ""));
    }
    // Of the tabs the one that is chosen; from there the arrows lead to the others.
    expect([...reached]).toContain("Viewers");
    await reader.simulator.getByRole("tab", { name: "Viewers" }).focus();
    await reader.page.keyboard.press("ArrowRight");
    await reader.simulator.getByRole("button", { name: /Pull the cable/ }).focus();
    await reader.page.keyboard.press("Enter");
    await reader.simulator.getByText("Your own run").waitFor();
  });

  test("outside the simulator the keys are the page's own", async () => {
    const reader = await open(LESSON, { viewport: { width: 1440, height: 500 } });
    await reader.ready();
    await reader.page.getByRole("heading", { level: 1 }).click();
    await reader.page.evaluate(() => scrollTo(0, 0));
    const place = await reader.place();
    await reader.page.keyboard.press("Space");
    await expect.poll(() => reader.page.evaluate(() => scrollY)).toBeGreaterThan(100);
    await reader.page.keyboard.press("ArrowRight");
    expect(await reader.place()).toBe(place);
  });

  test("typing an annotation is typing", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.panel("Take over");
    const field = reader.simulator.getByRole("textbox");
    await field.click();
    const place = await reader.place();
    await reader.page.keyboard.type("a b");
    await reader.page.keyboard.press("ArrowLeft");
    await reader.page.keyboard.press("Home");
    expect(await field.inputValue()).toBe("a b");
    expect(await reader.place()).toBe(place);
  });
});

describe("what the simulator shows", () => {
  test("the exact frame of a step, field by field", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.choose(/^Right$/);
    await reader.panel("Wire");
    await reader.find(/rejoin of .* goes out.*last_seen_id/);
    const panel = reader.simulator.getByRole("tabpanel", { name: "Wire" });
    await expect
      .poll(async () => (await panel.innerText()).replace(/\s+/g, ""))
      .toContain('"videos:1","phx_join",{"last_seen_id":1}]');
    for (const field of ["join_ref", "ref", "topic", "event", "payload"]) {
      expect(await panel.innerText()).toContain(field);
    }
  });

  test("the statecharts, with the current state marked", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.panel("Statecharts");
    await reader.look("Ben");
    await reader.press("End");
    const panel = reader.simulator.getByRole("tabpanel", { name: "Statecharts" });
    await expect.poll(() => panel.innerText()).toMatch(/open/);
    await expect.poll(() => panel.innerText()).toMatch(/joined/);
  });
});

test("the server's processes stand in their tree, and what a step started is marked", async () => {
  const reader = await open(LESSON, DESK);
  await reader.ready();
  await reader.panel("Processes");
  await reader.find(/channel process of .* starts, for Ada/i);
  const tree = reader.simulator.getByRole("tabpanel", { name: "Processes" });
  const started = tree.locator("li.process", { has: reader.page.getByText("started", { exact: true }) });
  await expect
    .poll(() => started.allInnerTexts())
    .toEqual([expect.stringContaining("VideosWeb.VideoChannel")]);
  await expect.poll(() => tree.innerText()).toContain("Phoenix.Socket.PoolSupervisor");
});

describe("the Elixir of a step", () => {
  const lines = (reader: Reader) => reader.simulator.getByRole("region", { name: "Source of" });
  const now = (reader: Reader) => lines(reader).locator('li[aria-current="true"]');
  const bound = (reader: Reader, name: string) =>
    reader.simulator.locator(".bindings dl > div", { has: reader.page.locator("dt", { hasText: name }) });

  test("stands there with the line at work, which is marked in the text as well", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.choose(/^Right$/);
    await reader.panel("Code");
    await reader.find(/channel process broadcasts new_annotation/);
    await expect.poll(() => now(reader).innerText()).toContain('broadcast!(socket, "new_annotation"');
    expect(await reader.simulator.locator(".source figcaption").innerText()).toContain("query_after_join.ex");
    expect(await bound(reader, "annotation").innerText()).toMatch(
      /new\s+%\{at: 0, body: "Here the talk begins"/,
    );
    const inText = reader.page.locator(".code .line.is-executed");
    // The text shows the lines 5 to 18 of the file.
    expect(await inText.count()).toBe(0);
    await reader.find(/sends itself .*after_join/);
    await expect
      .poll(() => inText.allInnerTexts())
      .toEqual([expect.stringContaining("send(self(), {:after_join")]);
    await reader.panel("Viewers");
    await expect.poll(() => inText.count()).toBe(0);
  });

  test("is walked line by line, by buttons and by keys, and every line is said", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.panel("Code");
    await reader.find(/stores annotation 1/);
    await expect.poll(() => now(reader).innerText()).toContain("def create!");
    const place = await reader.place();
    await reader.button("One line back").click();
    await expect.poll(() => now(reader).innerText()).toContain("annotation =");
    await reader.page.keyboard.press(".");
    await reader.page.keyboard.press(".");
    await expect.poll(() => now(reader).innerText()).toContain("broadcast!(socket");
    const said = reader.simulator.locator('.code-panel [role="status"]');
    expect(await said.innerText()).toMatch(
      /^Line 17 of video_channel_live_only.ex, line 3 of 4\..*annotation, new:/,
    );
    await reader.page.keyboard.press(",");
    await expect.poll(() => now(reader).innerText()).toContain("def create!");
    expect(await reader.place()).toBe(place);
    await reader.page.keyboard.press("ArrowRight");
    await expect.poll(() => reader.place()).toBe(place + 1);
    await expect.poll(() => said.innerText()).toBe("");
  });

  test("a frame on its way runs none: what led to it is shown, and can be gone to", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.panel("Code");
    await reader.find(/broadcast new_annotation .* to Ben arrives/);
    await reader.simulator.getByText("No Elixir runs in this step: a frame is on its way.").waitFor();
    await reader.button("Go to that step").click();
    await expect.poll(() => reader.sentence.innerText()).toContain("broadcasts new_annotation");
    await expect.poll(() => reader.simulator.locator(".code-remark").count()).toBe(0);
    await expect.poll(() => now(reader).innerText()).toContain("broadcast!(socket");
  });
});

describe("phrases of the text that stand for a step", () => {
  const phrase = (reader: Reader) => reader.page.locator("a.step-phrase").first();

  test("move the simulator there and mark the lines at work, by keyboard and by mouse", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    const marked = reader.page.locator(".line.is-at-work");
    expect(await marked.count()).toBe(0);
    await reader.page.keyboard.press("Tab");
    await phrase(reader).focus();
    await expect.poll(() => reader.sentence.innerText()).toContain("last_seen_id: 1");
    expect(await reader.simulator.getByRole("radio", { checked: true }).first().inputValue()).toBe("right");
    expect(await marked.count()).toBeGreaterThan(0);
    await reader.press("Home");
    await expect.poll(() => reader.place()).toBe(0);
    await phrase(reader).hover();
    await expect.poll(() => reader.sentence.innerText()).toContain("last_seen_id: 1");
  });

  test("leave a run of the reader's own alone when they are only passed by", async () => {
    const reader = await open(LESSON, DESK);
    await reader.ready();
    await reader.panel("Take over");
    await reader.simulator.getByRole("button", { name: /Pull the cable/ }).click();
    await reader.simulator.getByText("Your own run").waitFor();
    await phrase(reader).hover();
    await reader.page.waitForTimeout(400);
    expect(await reader.simulator.getByText("Your own run").count()).toBe(1);
    await phrase(reader).click();
    await expect.poll(() => reader.sentence.innerText()).toContain("last_seen_id: 1");
    expect(await reader.simulator.getByText("Your own run").count()).toBe(0);
  });

  test("are plain anchors without JavaScript", async () => {
    const reader = await open(LESSON, { ...DESK, javaScriptEnabled: false });
    const target = (await phrase(reader).getAttribute("href")) ?? "";
    expect(await reader.page.locator(target).count()).toBe(1);
  });
});

describe("whatever the browser is", () => {
  test("without JavaScript the lesson and the drawn run are there", async () => {
    const reader = await open(LESSON, { ...DESK, javaScriptEnabled: false });
    await reader.page.getByRole("heading", { level: 1, name: "What have you seen?" }).waitFor();
    expect(await reader.simulator.locator(".diagram svg").first().isVisible()).toBe(true);
    expect(await reader.simulator.getByRole("button", { name: "Play" }).isVisible()).toBe(false);
    const steps = reader.simulator.locator("details.steps");
    await steps.locator("summary").click();
    expect(await steps.locator("li").count()).toBeGreaterThan(100);
  });

  test("without workers the run stays as drawn, and the page says so", async () => {
    const reader = await open(LESSON, DESK, () => Reflect.deleteProperty(globalThis, "Worker"));
    await reader.simulator.getByText(/cannot run the simulator/).waitFor();
    expect(await reader.simulator.locator(".diagram svg").first().isVisible()).toBe(true);
  });

  test("a worker that hangs is replaced, the run restored, and the reader told", async () => {
    const reader = await open(LESSON, DESK, () => {
      const workers: Worker[] = [];
      const Real = Worker;
      Reflect.set(globalThis, "workers", workers);
      globalThis.Worker = class extends Real {
        constructor(...args: ConstructorParameters<typeof Worker>) {
          super(...args);
          workers.push(this);
        }
      };
    });
    await reader.ready();
    await reader.panel("Take over");
    await reader.simulator.getByRole("button", { name: /Pull the cable/ }).click();
    await reader.simulator.getByText("Your own run").waitFor();
    const place = await reader.place();
    await reader.page.evaluate(() => Reflect.get(globalThis, "workers").at(-1).terminate());
    await reader.press("End");
    await reader.simulator.getByText(/restored/).waitFor({ timeout: 30_000 });
    await expect.poll(() => reader.place()).toBeGreaterThan(place);
    await reader.simulator.getByText("Your own run").waitFor();
  });

  test.each([
    ["a phone", PHONE],
    ["a tablet", { viewport: { width: 768, height: 1024 } }],
    ["a desk", DESK],
  ])("on %s nothing sticks out sideways", async (_, options) => {
    for (const path of ["/", LESSON, "/nowhere"]) {
      const reader = await unwatched(path, options);
      const [inner, outer] = await reader.page.evaluate(() => [
        document.documentElement.scrollWidth,
        innerWidth,
      ]);
      expect({ path, inner }).toEqual({ path, inner: Math.min(inner ?? 0, outer ?? 0) });
      await reader.leave();
    }
  });

  test("on a phone the steps can be taken with a thumb", async () => {
    const reader = await open(LESSON, PHONE);
    await reader.ready();
    const before = await reader.place();
    await reader.button("One step forward").tap();
    await expect.poll(() => reader.place()).toBe(before + 1);
    const box = await reader.button("One step forward").boundingBox();
    expect(box?.width).toBeGreaterThanOrEqual(44);
    expect(box?.height).toBeGreaterThanOrEqual(44);
  });
});

test("an address that leads nowhere gets a page that helps", async () => {
  const reader = await unwatched("/nowhere", DESK);
  expect(await reader.page.getByRole("link").count()).toBeGreaterThan(1);
  await reader.leave();
});

describe("exercises", () => {
  const card = (reader: Reader, id: string) => reader.page.locator(`#exercise-${id}`);

  test("an answer is judged by running it, and the run is shown in the simulator", async () => {
    const reader = await open(LINE, DESK);
    const exercise = card(reader, "which-fault-was-it");
    await exercise.scrollIntoViewIfNeeded();
    await exercise.getByText("The server was killed").hover();
    await exercise.locator("[data-live]").waitFor();
    await exercise.getByRole("button", { name: "Check" }).click();
    await exercise.getByText("Choose the fault that fits").waitFor();
    await exercise.getByRole("radio", { name: /server was killed/ }).check();
    await exercise.getByRole("button", { name: "Check" }).click();
    await exercise.getByText(/1006.*1012/).waitFor();
    await exercise.getByRole("button", { name: /Show it in the simulator/ }).click();
    const simulator = reader.page.locator("#simulator-an-evening-to-spoil .simulator");
    await expect.poll(() => simulator.locator(".sentence").innerText()).toMatch(/1006/);
    await exercise.getByRole("radio", { name: /stopped in good order/ }).check();
    await exercise.getByRole("button", { name: "Check" }).click();
    await exercise.getByText("✓ Right").waitFor();
  });

  test("who presses before the exercise is awake is answered, and stays on the page", async () => {
    const reader = await open(LINE, DESK);
    await reader.ready();
    const address = reader.page.url();
    const exercise = card(reader, "which-fault-was-it");
    // No pointer, no focus: nothing has woken it when the form is sent.
    await exercise.locator("form").evaluate((form: HTMLFormElement) => {
      form.requestSubmit();
      form.dispatchEvent(new Event("touchstart", { bubbles: true }));
    });
    await exercise.getByText("Choose the fault that fits").waitFor();
    expect(reader.page.url()).toBe(address);
  });

  test("by keyboard alone, and with a run that the reader has made", async () => {
    const reader = await open(LINE, DESK);
    await reader.ready();
    const exercise = card(reader, "lose-an-annotation");
    const check = exercise.getByRole("button", { name: "Check my run" });
    await check.focus();
    await exercise.locator("[data-live]").waitFor();
    await reader.page.keyboard.press("Enter");
    await exercise.getByText("✗ Not yet").waitFor();
    await reader.find(/cable/);
    await reader.press("ArrowLeft");
    await reader.panel("Take over");
    await reader.look("Ben");
    await reader.button("Crash the channel").click();
    await reader.look("Ada");
    await reader.simulator.getByLabel("Ada writes an annotation").fill("Nobody tells Ben");
    await reader.button("Write").click();
    await expect.poll(() => reader.sentence.innerText()).toContain("Nobody tells Ben");
    await check.focus();
    await reader.page.keyboard.press("Enter");
    await exercise.getByText("✓ Right").waitFor();
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { LongPoll } from "phoenix";
import { expect, test, vi } from "vitest";
import LateLongPoll from "../../src/client/late-long-poll.ts";
import { NotLoaded, withParts } from "../../src/loading/later.ts";

const PACKAGE = join(import.meta.dirname, "../../node_modules/phoenix");

// Pages load the modules (components/client-plugin.ts), Node the one file.
test("the file of the official client was made of the modules beside it, to the last byte", async () => {
  const { outputFiles } = await build({
    absWorkingDir: join(PACKAGE, "assets"),
    entryPoints: ["./js/phoenix/index.js"],
    bundle: true,
    format: "esm",
    write: false,
  });
  const published = readFileSync(join(PACKAGE, "priv/static/phoenix.mjs"), "utf8");
  expect(outputFiles.map(({ text }) => `${text}//# sourceMappingURL=phoenix.mjs.map\n`)).toEqual([published]);
});

test("who makes a long poll that is loaded late gets the official one", async () => {
  vi.useFakeTimers();
  try {
    const make = (): LateLongPoll => new LateLongPoll("ws://localhost/socket/websocket");
    expect(make).toThrow(NotLoaded);
    const made = await withParts(make);
    expect(made).toBeInstanceOf(LongPoll);
    expect(made).toMatchObject({ pollEndpoint: "http://localhost/socket/longpoll" });
  } finally {
    vi.useRealTimers();
  }
});

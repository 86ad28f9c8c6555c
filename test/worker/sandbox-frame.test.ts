import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const frame = readFileSync("public/sandbox/index.html", "utf8");

test("the frames of the sandbox allow their one script, eval and workers from blobs, and nothing else", () => {
  const frames = [...frame.matchAll(/<iframe ([^>]*) srcdoc="<!doctype html><script>([\s\S]*?)<\/script>"/g)];
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(frame) ?? [];
  expect(frames.map(([, attributes]) => attributes)).toEqual([
    'title="Sandbox" name="tightened" sandbox="allow-scripts"',
    'title="Sandbox" name="plain" sandbox="allow-scripts"',
  ]);
  for (const [, , script = ""] of frames) {
    const text = script.replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
    const hash = createHash("sha256").update(text).digest("base64");
    expect(policy).toBe(`default-src 'none'; script-src 'sha256-${hash}' 'unsafe-eval'; worker-src blob:`);
  }
  // Outside of the inner frames there is no script that the policy would have to keep away.
  expect(frame.match(/<script/g)).toHaveLength(2);
});

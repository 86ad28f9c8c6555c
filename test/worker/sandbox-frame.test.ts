import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const frame = readFileSync("public/sandbox/index.html", "utf8");

test("the frame of the sandbox allows its one script, eval and workers from blobs, and nothing else", () => {
  const [, script = ""] = /srcdoc="<!doctype html><script>([\s\S]*?)<\/script>"/.exec(frame) ?? [];
  const text = script.replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
  const hash = createHash("sha256").update(text).digest("base64");
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(frame) ?? [];
  expect(policy).toBe(`default-src 'none'; script-src 'sha256-${hash}' 'unsafe-eval'; worker-src blob:`);
  expect(frame).toContain('<iframe title="Sandbox" sandbox="allow-scripts" srcdoc="');
  // Outside of the inner frame there is no script that the policy would have to keep away.
  expect(frame.match(/<script/g)).toHaveLength(1);
});

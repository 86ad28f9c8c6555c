import { join } from "node:path";
import { satteri } from "@astrojs/markdown-satteri";
import { expect, test } from "vitest";
import { glossaryLinks } from "../../src/components/glossary-plugin.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The terms that a page links, in order: the name of the entry and the linked words. */
async function links(mdx: string, file = "content/lessons/01-a/01-b/index.mdx"): Promise<readonly string[]> {
  const processor = satteri({ hastPlugins: [glossaryLinks(ROOT)] });
  const renderer = await processor.createMdxRenderer?.({ syntaxHighlight: false }, { optimize: false });
  if (renderer === undefined) throw new Error("the processor renders no MDX");
  const { code } = await renderer.process(mdx, join(ROOT, file), {});
  return [...code.matchAll(/_jsx\(Term, \{\s*id: "([^"]+)",\s*children: (.*)/g)].map(
    ([, id, children = ""]) => `${id}: ${/"([^"]*)"/.exec(children)?.[1]}`,
  );
}

test("the first use of a term becomes a link, in paragraphs, lists and remarks", async () => {
  const page = `
A topic is **a topic**, and a push goes to it.

- In *every channel* once.

<Aside label="Note">
A heartbeat, and a topic.
</Aside>
`;
  expect(await links(page)).toEqual([
    "topic: topic",
    "push: push",
    "channel: channel",
    "heartbeat: heartbeat",
  ]);
});

test("never in headings, code, links, summaries and simulators' phrases", async () => {
  const page = `
## A topic

A [topic](/there), \`socket.topic\`, <Step of="x" match="y">the topic</Step>, <Term id="ref">the ref</Term>.

\`\`\`js
const topic = 1;
\`\`\`

<details>
<summary>Which topic?</summary>

This topic.

</details>
`;
  expect(await links(page)).toEqual(["ref: the ref", "topic: topic"]);
});

test("code that is a term as a whole is linked as a whole", async () => {
  expect(await links("State is in `assigns`, and never in `assigns.x`.")).toEqual(["assigns: assigns"]);
});

test("an entry of the glossary does not link to itself", async () => {
  expect(await links("A topic and a channel.", "content/glossary/topic.mdx")).toEqual(["channel: channel"]);
});

/** A file of a new lesson, by its name in the lesson's folder. */
export type TemplateFile = { readonly name: string; readonly text: string };

/** What a new lesson is made from. */
export type LessonTemplate = {
  readonly title: string;
  readonly scenario: string;
  readonly exercise: string;
};

/** A lesson that works as it stands: a text with a simulator and a phrase, a scenario, and an exercise about it. */
export function lessonFiles({ title, scenario, exercise }: LessonTemplate): readonly TemplateFile[] {
  return [
    { name: "index.mdx", text: lesson(title, scenario, exercise) },
    { name: `${scenario}.scenario.yaml`, text: scenarioText(title, scenario) },
    { name: `${exercise}.exercise.yaml`, text: exerciseText(scenario, exercise) },
  ];
}

// JSON's strings are YAML's, too.
const quoted = (text: string): string => JSON.stringify(text);

const lesson = (title: string, scenario: string, exercise: string): string => `---
title: ${quoted(title)}
description: One sentence for the overview and for search engines.
covers: []
---

<Scene>

Begin with a question that the reader has. Then say what happens, in plain words, before the first term.

<Simulator scenario="${scenario}" at={400} />

A phrase can move the simulator to a step: <Step of="${scenario}" match="^Ben">Ben comes along</Step>. To find what a step says, run \`npm run simulate -- FILE --format story\`.

<Code file="content/channels/user_socket.ex" title="Code is shown by reference, never pasted" />

<Exercise id="${exercise}" />

</Scene>
`;

const scenarioText = (
  title: string,
  id: string,
): string => `# What the lesson shows. docs/scenarios.md tells what can stand here.
id: ${id}
title: ${quoted(title)}
about: >-
  Ada and Ben watch the same video, and Ada writes an annotation.
seed: 1
duration: 5s
# Rows of content/curriculum.yaml that it shows; for each, an expectation says "proves: [C1]".
covers: []

clients:
  - { id: ada, name: Ada }
  - { id: ben, name: Ben }

page: contiguous
server: [user_socket, video_channel_query_after_join]

inputs:
  - { at: 0, do: open_page, client: ada }
  - { at: 100ms, do: open_page, client: ben }
  - { at: 1s, do: annotate, client: ada, body: Hello }

expect:
  - { that: page_shows, client: ada, ids: [1] }
  - { that: page_shows, client: ben, ids: [1] }
`;

const exerciseText = (
  scenario: string,
  id: string,
): string => `# What the reader answers. docs/exercises.md tells what can stand here.
id: ${id}
title: What does Ben's client send first?
question: >-
  Ben's page has been opened and his connection is about to open. What is in the first frame that his client sends?
# One or two rows of content/curriculum.yaml.
covers: [K3]
scenario: ${scenario}

task:
  kind: predict
  at: 100ms
  client: ben
  direction: up
  fields:
    - { name: event, choices: [heartbeat, phx_join, new_annotation] }
    - { name: topic, choices: [phoenix, "videos:1"] }

solution: { fields: { event: phx_join, topic: "videos:1" } }
wrong:
  - answer: { fields: { event: heartbeat, topic: "videos:1" } }
    says: "\`event\` is not \`heartbeat\`"
  - answer: { fields: { event: phx_join, topic: phoenix } }
    says: "\`topic\` is not \`phoenix\`"
`;

// `npm run new-lesson -- PART/LESSON "Title"` makes a lesson that already works. `--root DIR` is for tests.
import { globSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { newLesson } from "./new-lesson-command.ts";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { root: { type: "string" } } });
const root = values.root ?? ".";

const lessons = globSync("content/lessons/*/*/index.mdx", { cwd: root }).map((file) =>
  dirname(file).replaceAll("\\", "/").replace("content/lessons/", ""),
);
const ids = globSync("content/**/*.{scenario,exercise}.yaml", { cwd: root }).map((file) =>
  file.replace(/^.*[/\\](.*)\.\w+\.yaml$/, "$1"),
);
const made = newLesson(positionals, { lessons, ids });
if (made.ok) {
  for (const { path, text } of made.files) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    // Never over what is there, whatever else went wrong.
    writeFileSync(file, text, { flag: "wx" });
  }
  process.stdout.write(made.said);
} else {
  process.stderr.write(made.said);
  process.exitCode = 2;
}

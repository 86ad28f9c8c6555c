import { expect, test } from "vitest";
import type { Answer } from "../../../src/schemas/exercise.ts";
import { checking } from "../../../src/simulation/exercise/check.ts";
import { compileServer } from "../../../src/simulation/server-code.ts";
import { allExercises } from "../exercise-files.ts";
import { drained } from "../own-page.ts";
import { allScenarios } from "../scenario-files.ts";

/** What is said of an answer to an exercise, of which there may be one in its file. */
async function saidOf(id: string, answer?: Answer): Promise<string> {
  const authored = allExercises().find(({ exercise }) => exercise.id === id);
  const scenario = allScenarios().find((one) => one.id === authored?.exercise.scenario);
  const given = answer ?? authored?.wrong[0]?.answer;
  if (authored === undefined || scenario === undefined || given === undefined)
    throw new Error(`no exercise ${id}`);
  return (await drained(checking(scenario, authored.exercise, given, compileServer))).said.join(" ");
}

test("whose channel raised an exception reads it, with its line", async () => {
  expect(await saidOf("take-the-picture")).toMatch(
    /Wanted: .* The server's log has: \*\* \(FunctionClauseError\) no function clause matching in .*handle_in\/3 \(line \d+\)\. \(The first run/,
  );
});

test("whose page threw reads it, with its line", async () => {
  const text = `export function openPage({ Socket, page }) {
  const socket = new Socket("/socket", { params: { token: page.token } });
  page.show({ lines: [nothing.at.all] });
  return { socket };
}`;
  expect(await saidOf("ask-for-the-rest", { to: "write", text })).toMatch(
    /Wanted: .* The page's console has: ReferenceError: nothing is not defined \(line 3\)\. \(The first run/,
  );
});

test("a bug that the exercise brings is nothing of theirs", async () => {
  const said = await saidOf("which-device");
  expect(said).toMatch(/crashes/);
  expect(said).not.toMatch(/log has|console has/);
});

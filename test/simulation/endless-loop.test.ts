import { expect, test } from "vitest";
import { runScenario } from "../../src/simulation/run.ts";
import { scenarioOf } from "./watched-channel.ts";

test("an endless loop costs its whole budget once: whoever runs the same code again has a tenth of it", () => {
  const spins = scenarioOf(
    `  def handle_in("spin", _, socket) do
    spin(0)
    {:noreply, socket}
  end

  defp spin(turns), do: spin(turns + 1)
`,
    [["spin"], ["spin"]],
  );
  const stopped = runScenario(spins, { variant: spins.variants[0]?.id ?? "" }).events.flatMap((event) =>
    event.kind === "logged" && event.text.startsWith("process stopped") ? [event.text] : [],
  );
  const [first, ...rest] = stopped.map((text) => /more than (\d+) steps/.exec(text)?.[1]);
  expect(first).toBe("1000000");
  expect(rest).toEqual(["100000"]);
});

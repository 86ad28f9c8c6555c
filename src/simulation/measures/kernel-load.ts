import { NORMAL } from "../../kernel/exit-reason.ts";
import { Kernel } from "../../kernel/kernel.ts";
import type { Body } from "../../kernel/process.ts";
import { Processes } from "../../kernel/processes.ts";
import type { Pid } from "../../trace/ids.ts";
import type { TraceLog } from "../../trace/log.ts";

type Ball = { readonly kind: "ball"; readonly from: Pid };

const PAIRS = 50;
const ROUNDS = 2000;

/** Fifty pairs of processes throw a ball to and fro, two thousand times each. Returns the kernel's steps. */
export function measureKernelSteps(log: TraceLog): number {
  const kernel = new Kernel(1, log);
  const processes = new Processes<Ball>(kernel);
  const throwBall = (to: Pid, from: Pid): void =>
    processes.send(to, { kind: "ball", from }, { is: "info", text: "ball" });

  function* player(self: Pid): Body<Ball> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const ball = yield { for: "mail" };
      if (ball?.kind === "ball") throwBall(ball.from, self);
    }
    return NORMAL;
  }

  for (let pair = 0; pair < PAIRS; pair += 1) {
    const role = { is: "other", name: "player" } as const;
    const [one, other] = [processes.spawn(role, player), processes.spawn(role, player)];
    throwBall(one, other);
  }
  let steps = 0;
  while (kernel.step()) steps += 1;
  return steps;
}

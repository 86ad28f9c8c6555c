// Runs Astro with telemetry off: nothing of this project talks to anybody.
import { spawn } from "node:child_process";

const astro = spawn("astro", process.argv.slice(2), {
  stdio: "inherit",
  env: { ...process.env, ASTRO_TELEMETRY_DISABLED: "1" },
  shell: process.platform === "win32",
});
astro.on("exit", (code) => process.exit(code ?? 1));

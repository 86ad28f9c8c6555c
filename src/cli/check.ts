// `npm test`: everything, in the order in which a mistake is cheapest to find. Closes with the counts.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Counts = { readonly passed: number; readonly failed: number };
type Stage = { readonly name: string; run(): Counts };

const reports = mkdtempSync(join(tmpdir(), "rejoin-check-"));

const stages: readonly Stage[] = [
  // The types of the content's collections are Astro's to write.
  command("content", ["node", "src/cli/site.ts", "sync"]),
  command("types", ["tsc", "-p", "."]),
  command("lint", ["biome", "ci", "."]),
  command("notices", ["node", "src/cli/notices.ts", "--check"]),
  tests("unit"),
  command("conformance", ["node", "src/cli/conformance.ts"]),
  command("build", ["node", "src/cli/site.ts", "build"]),
  tests("e2e"),
];

function command(name: string, [program = "", ...args]: readonly string[]): Stage {
  return {
    name,
    run: () => (execute(program, args) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
  };
}

function tests(project: string): Stage {
  return {
    name: project,
    run() {
      const file = join(reports, `${project}.json`);
      const reporters = ["--reporter=default", "--reporter=json", `--outputFile=${file}`];
      const ok = execute("vitest", ["run", "--project", project, ...reporters]);
      const counts = readCounts(file);
      // A run that ends badly without a failed test has failed all the same (a file that does not load).
      return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
    },
  };
}

function readCounts(file: string): Counts {
  try {
    const report: { numPassedTests: number; numFailedTests: number } = JSON.parse(readFileSync(file, "utf8"));
    return { passed: report.numPassedTests, failed: report.numFailedTests };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function execute(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: "inherit", shell: process.platform === "win32" }).status === 0;
}

let passed = 0;
let failed = 0;
for (const stage of stages) {
  const started = performance.now();
  console.log(`\n── ${stage.name}`);
  const counts = stage.run();
  passed += counts.passed;
  failed += counts.failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`── ${stage.name}: ${counts.passed} passed, ${counts.failed} failed in ${seconds} s`);
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

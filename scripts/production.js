// After scripts/install.js, for an image: leaves out what only development needs. `--dry-run` only says so.
import { spawnSync } from 'node:child_process'

const dry = process.argv.includes('--dry-run') ? ['--dry-run'] : []
const { status } = spawnSync(
  'npm',
  ['prune', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', ...dry],
  {
    stdio: 'inherit',
  },
)
process.exitCode = status ?? 1

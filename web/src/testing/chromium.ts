import { execFile } from 'node:child_process'
import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium as playwright, type Browser } from 'playwright-core'

const PACKAGE = dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))))
const CACHE = join(import.meta.dirname, '../../../node_modules/.cache/ledger-lift')

/**
 * No sandbox: as root there is none, and as a user many machines forbid the namespaces it needs; it only ever opens
 * our own page. No GPU and no shared memory, which containers lack. The rest keeps it from calling home.
 */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--no-pings',
  '--font-render-hinting=none',
]

/** Why there is no browser on this machine, or false: what a test gives as `skip`. */
export const NO_BROWSER =
  process.platform === 'linux' && process.arch === 'x64'
    ? false
    : '@sparticuz/chromium holds a browser for Linux on x64 only'

/** The Chromium of the npm package with its own libraries and font: a machine needs nothing but glibc. */
export async function launchChromium(): Promise<Browser> {
  const home = await unpacked()
  return playwright.launch({
    executablePath: join(home, 'chromium'),
    args: ARGS,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      LD_LIBRARY_PATH: join(home, 'al2023/lib'),
      FONTCONFIG_PATH: home,
    },
  })
}

/** Unpacked once a version, beside the package; test files that start at once do not see each other's half. */
async function unpacked(): Promise<string> {
  const { version }: { version: string } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8'))
  const home = join(CACHE, `chromium-${version}`)
  if (await exists(home)) return home
  await mkdir(CACHE, { recursive: true })
  const half = await mkdtemp(join(CACHE, 'unpacking-'))
  try {
    await unpack(half)
    // Whoever shares this checkout may start it.
    await Promise.all([chmod(half, 0o755), chmod(join(half, 'chromium'), 0o755)])
    await writeFile(join(half, 'fonts.conf'), fontsConf(home))
    await rename(half, home)
  } catch (error) {
    await rm(half, { recursive: true, force: true })
    if (!(await exists(home))) throw error
  }
  return home
}

/** The package unpacks into the temporary folder of its process, which a process of its own can be told. */
async function unpack(folder: string): Promise<void> {
  const script = `
    import chromium, { inflate } from '@sparticuz/chromium'
    chromium.setGraphicsMode = false
    await Promise.all([chromium.executablePath(), inflate(process.argv[1])])`
  await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script, join(PACKAGE, 'bin/al2023.tar.br')],
    { env: { ...process.env, TMPDIR: folder }, cwd: import.meta.dirname },
  )
}

const fontsConf = (home: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${home}/fonts/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${home}/fonts-cache</cachedir></fontconfig>
`

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from './free-port.ts'

export const RULES = join(import.meta.dirname, '../../../deploy/monitoring/alerts.yml')

export interface Target {
  readonly job: string
  /** HOST:PORT */
  readonly address: string
}

/** A real Prometheus that looks every four seconds, with the rules as they stand but for `for`, which would only wait. */
export class Prometheus implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #url: string
  readonly #config: string
  readonly #targets: Target[] = []

  private constructor(process: ChildProcess, url: string, config: string) {
    this.#process = process
    this.#url = url
    this.#config = config
  }

  static installed(): boolean {
    return spawnSync('prometheus', ['--version']).status === 0
  }

  static async start(folder: string): Promise<Prometheus> {
    mkdirSync(folder, { recursive: true })
    const config = join(folder, 'targets.json')
    writeFileSync(config, '[]')
    writeFileSync(
      join(folder, 'alerts.yml'),
      readFileSync(RULES, 'utf8').replace(/^( +)for: .*$/gm, '$1for: 0s'),
    )
    writeFileSync(
      join(folder, 'prometheus.yml'),
      `global: { scrape_interval: 4s, evaluation_interval: 1s, scrape_timeout: 4s }
rule_files: [alerts.yml]
scrape_configs:
  - job_name: files
    file_sd_configs: [{ files: [targets.json], refresh_interval: 1s }]
`,
    )
    const port = await freePort()
    const process = spawn(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    )
    const prometheus = new Prometheus(process, `http://127.0.0.1:${port}`, config)
    await prometheus.#until('it is ready', async () => (await fetch(`${prometheus.#url}/-/ready`)).ok, 30)
    return prometheus
  }

  watch(target: Target): void {
    this.#targets.push(target)
    const groups = this.#targets.map(({ job, address }) => ({ targets: [address], labels: { job } }))
    writeFileSync(this.#config, JSON.stringify(groups))
  }

  async firing(): Promise<string[]> {
    const response = await fetch(`${this.#url}/api/v1/alerts`)
    const body: { data: { alerts: { state: string; labels: { alertname: string } }[] } } = JSON.parse(
      await response.text(),
    )
    const firing = body.data.alerts.filter(({ state }) => state === 'firing')
    return [...new Set(firing.map(({ labels }) => labels.alertname))].sort()
  }

  async value(query: string): Promise<number | null> {
    const response = await fetch(`${this.#url}/api/v1/query?query=${encodeURIComponent(query)}`)
    const body: { data: { result: { value: [number, string] }[] } } = JSON.parse(await response.text())
    const [found] = body.data.result
    return found ? Number(found.value[1]) : null
  }

  /** Seconds until the alert fires, while `cause` goes on; rejects after 100 seconds. */
  async untilFiring(alert: string, cause: () => Promise<unknown> = async () => {}): Promise<number> {
    const start = performance.now()
    await this.#until(`${alert} fires`, async () => {
      await cause()
      return (await this.firing()).includes(alert)
    })
    return Math.round((performance.now() - start) / 100) / 10
  }

  async #until(what: string, test: () => Promise<boolean>, seconds = 100): Promise<void> {
    const end = Date.now() + seconds * 1000
    while (!(await test().catch(() => false))) {
      if (Date.now() > end) throw new Error(`within ${seconds} s it did not come to be that ${what}`)
      await pause(200)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await ended
  }
}

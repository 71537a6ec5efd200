interface Report {
  readonly auditReportVersion?: number
  readonly message?: string
  readonly error?: { readonly summary?: string }
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>
}

const GRAVE = new Set(['moderate', 'high', 'critical'])

/** What `npm audit --json` printed; a registry that does not know advisories or is away is no failure of ours. */
export function judgeAdvisories(printed: string): {
  readonly ok: boolean
  readonly lines: readonly string[]
} {
  const report = parsed(printed)
  if (report?.auditReportVersion === undefined || report.vulnerabilities === undefined) {
    const why = report?.message ?? report?.error?.summary
    return { ok: true, lines: [`The registry does not answer${why ? `: ${why}` : ''}. Nothing was checked.`] }
  }
  const all = Object.entries(report.vulnerabilities)
  const grave = all.filter(([, { severity }]) => GRAVE.has(severity))
  if (grave.length === 0) return { ok: true, lines: [`No advisory of weight; ${all.length} of little.`] }
  return { ok: false, lines: grave.map(([name, { severity, range }]) => `${severity}: ${name} ${range}`) }
}

function parsed(printed: string): Report | null {
  try {
    return JSON.parse(printed)
  } catch {
    return null
  }
}

import { ACCESS } from '../../server/src/auth/access.ts'
import { isPermission, PERMISSIONS, ROLES } from '../../server/src/auth/roles.ts'

/** Who may do what, from the two tables that the server goes by. */
export function accessPage(): string {
  const permissions = Object.entries(PERMISSIONS).map(([name, { doc, roles }]) => {
    const marks = ROLES.map((role) => (roles.some((one) => one === role) ? 'yes' : ''))
    return `| \`${name}\` | ${doc} | ${marks.join(' | ')} |`
  })
  const routes = Object.entries(ACCESS).map(
    ([route, access]) => `| \`${route}\` | ${isPermission(access) ? `\`${access}\`` : OPEN[access]} |`,
  )
  return `# Access

Made from \`server/src/auth/roles.ts\` and \`access.ts\` by \`npm run docs\`. A key's scopes take permissions away from its role.

| permission | to | ${ROLES.join(' | ')} |
|---|---|${ROLES.map(() => '---|').join('')}
${permissions.join('\n')}

| route | asks for |
|---|---|
${routes.join('\n')}
`
}

const OPEN: Readonly<Record<string, string>> = {
  caller: 'any key, sign-in or access token',
  signed: 'the signature in the address',
  anyone: 'nothing',
}

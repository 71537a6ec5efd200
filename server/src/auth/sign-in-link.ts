/** After the `#`, so that the secret is in no request line, no log and no Referer; the page sends it by itself. */
export const signInPath = (token: string): string => `/#sign-in=${token}`

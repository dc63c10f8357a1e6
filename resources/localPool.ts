/** The local user pool. Its signing key is public, so a deployed stage refuses it as a parameter. */
export const localPool = { userPoolId: 'us-east-1_Local', clientId: 'local-web-client' } as const

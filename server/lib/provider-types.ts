/** The providers by which people sign in, by the name they have in addresses and options. */
export const providerTypes = ['oidc', 'github', 'google', 'proxy'] as const
export type ProviderType = (typeof providerTypes)[number]

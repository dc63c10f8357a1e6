import scaler from './attachments/scaler.ts?worker&url'

const addresses = { serviceWorker: '/sw.js', scaler }

type TrustedTypes = {
  createPolicy: (
    name: string,
    rules: { createScriptURL: (name: string) => string },
  ) => { createScriptURL: (name: keyof typeof addresses) => string }
}

declare global {
  interface Window {
    trustedTypes?: TrustedTypes
  }
}

/** The only policy for trusted types: it knows the addresses of the workers, and returns no other. */
const policy = window.trustedTypes?.createPolicy('workers', {
  createScriptURL: (name) => addresses[name as keyof typeof addresses] ?? '',
})

export const trustedAddress = (name: keyof typeof addresses): string =>
  policy?.createScriptURL(name) ?? addresses[name]

/* A picture on the screen. A pure state machine; usePhoto.ts runs the requests. */

export type PhotoState =
  /** Its address is being requested. `renewals`: how often that was done since the person has asked for it. */
  | { name: 'renewing'; renewals: number }
  | { name: 'loading'; address: string; renewals: number }
  | { name: 'loaded'; address: string }
  | { name: 'failed' }

export type PhotoEvent =
  /** The person wants to see it. `address`: where it is, if that is known. */
  | { type: 'wanted'; address: string | undefined }
  | { type: 'renewed'; address: string }
  | { type: 'renewFailed' }
  | { type: 'loaded' }
  /** The browser could not load it: its address has expired, or the network has failed. */
  | { type: 'broken' }

const renewing = (renewals: number): PhotoState => ({ name: 'renewing', renewals: renewals + 1 })

export const initialPhoto = (address: string | undefined): PhotoState =>
  address === undefined ? renewing(0) : { name: 'loading', address, renewals: 0 }

export const reducePhoto = (state: PhotoState, event: PhotoEvent): PhotoState => {
  switch (event.type) {
    case 'wanted':
      return state.name === 'failed' ? initialPhoto(event.address) : state
    case 'renewed':
      return state.name === 'renewing'
        ? { name: 'loading', address: event.address, renewals: state.renewals }
        : state
    case 'renewFailed':
      return state.name === 'renewing' ? { name: 'failed' } : state
    case 'loaded':
      return state.name === 'loading' ? { name: 'loaded', address: state.address } : state
    case 'broken':
      if (state.name === 'loaded') return renewing(0)
      if (state.name !== 'loading') return state
      return state.renewals > 0 ? { name: 'failed' } : renewing(state.renewals)
  }
}

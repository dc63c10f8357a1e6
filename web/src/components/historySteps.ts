import { navigate } from '../router.tsx'

/* An entry of the history with a state is a step: what it shows has a link that goes back to the entry before. */

/** Opens what leads back to what is shown now. */
export const stepTo = (path: string) => {
  const { href } = location
  navigate(path)
  if (location.href !== href) history.replaceState(true, '')
}

/** Goes back to what a step was opened from, or to the path if it was opened by itself. */
export const stepBack = (path: string) => {
  if (history.state) history.back()
  else navigate(path, { replace: true })
}

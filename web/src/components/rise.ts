/** A message that arrives at the end of the open log rises. Only a transform, which the virtual list does not measure. */
export const rise = (
  { current: log }: { readonly current: HTMLElement | null },
  uuid: string | undefined,
) => {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
  log
    ?.querySelector(`article[data-uuid="${uuid}"]`)
    ?.animate([{ opacity: 0, transform: 'translateY(8px)' }, {}], { duration: 150, easing: 'ease-out' })
}

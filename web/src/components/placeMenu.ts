type Point = { x: number; y: number }

const marginPx = 8
const gapPx = 4

const clamp = (value: number, min: number, max: number): number => Math.max(min, Math.min(value, max))

/** Places a menu below the point or the anchor, or above if there is more room, and always inside the window. */
export const placeMenu = (menu: HTMLElement, anchor: HTMLElement, point: Point | undefined) => {
  const { offsetWidth: width, offsetHeight: height } = menu // without the scale of its animation
  const box = point ? new DOMRect(point.x, point.y, 0, 0) : anchor.getBoundingClientRect()
  const isRightHalf = box.left + box.width / 2 > innerWidth / 2
  const left = isRightHalf && !point ? box.right - width : box.left
  const below = box.bottom + gapPx
  const above = box.top - gapPx - height
  const hasRoomBelow = below + height + marginPx <= innerHeight || box.top < innerHeight / 2
  menu.style.left = `${clamp(left, marginPx, innerWidth - width - marginPx)}px`
  menu.style.top = `${clamp(hasRoomBelow ? below : above, marginPx, innerHeight - height - marginPx)}px`
}

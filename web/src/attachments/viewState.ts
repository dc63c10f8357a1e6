/* How a picture is zoomed and moved on the whole screen. Points are relative to the middle of the screen. */

export type Point = { x: number; y: number }

/** By how much the picture is enlarged, and how far it is moved. */
export type ViewState = Point & { scale: number }

/** The sides of the screen, and of the picture as it fits into it. */
export type Room = { screen: { width: number; height: number }; picture: { width: number; height: number } }

export type ViewEvent =
  /** The point stays where it is. */
  | { type: 'zoomed'; factor: number; at: Point; room: Room }
  | { type: 'moved'; by: Point; room: Room }
  /** A double click: enlarges the picture, or makes it fit again. */
  | { type: 'toggled'; at: Point; room: Room }
  | { type: 'reset' }

export const fitting: ViewState = { scale: 1, x: 0, y: 0 }

const maxScale = 6
const toggledScale = 2.5

const within = (value: number, limit: number) => (limit === 0 ? 0 : Math.min(Math.max(value, -limit), limit))

/** The picture covers the screen where it is larger, and is in the middle where it is smaller. */
const inRoom = ({ scale, x, y }: ViewState, { screen, picture }: Room): ViewState => {
  const spare = (shown: number, available: number) => Math.max(0, (shown * scale - available) / 2)
  return {
    scale,
    x: within(x, spare(picture.width, screen.width)),
    y: within(y, spare(picture.height, screen.height)),
  }
}

const zoom = (state: ViewState, scale: number, at: Point, room: Room): ViewState => {
  const factor = scale / state.scale
  const moved = (place: number, fixed: number) => fixed - (fixed - place) * factor
  return inRoom({ scale, x: moved(state.x, at.x), y: moved(state.y, at.y) }, room)
}

export const reduceView = (state: ViewState, event: ViewEvent): ViewState => {
  switch (event.type) {
    case 'zoomed': {
      const scale = Math.min(Math.max(state.scale * event.factor, 1), maxScale)
      return zoom(state, scale, event.at, event.room)
    }
    case 'moved':
      return inRoom({ ...state, x: state.x + event.by.x, y: state.y + event.by.y }, event.room)
    case 'toggled':
      return state.scale > 1 ? fitting : zoom(state, toggledScale, event.at, event.room)
    case 'reset':
      return fitting
  }
}

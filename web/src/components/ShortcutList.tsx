import { shortcuts } from '../shortcuts.ts'

export const ShortcutList = () => (
  <ul className="shortcuts">
    {shortcuts.map(({ keys, text }) => (
      <li key={text}>
        {text}
        <span>
          {keys.map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}
        </span>
      </li>
    ))}
  </ul>
)

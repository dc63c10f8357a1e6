import type { ReactNode } from 'react'
import { classNames } from '../classNames.ts'
import * as texts from '../texts.ts'
import { Icon } from './Icon.tsx'

/** A page that consists of the name of the product and a card. */
export const CardPage = ({ className, children }: { className?: string; children: ReactNode }) => (
  <main className={classNames('card-page', className)}>
    <p className="brand">
      <Icon name="bubbles" /> {texts.productName}
    </p>
    {children}
  </main>
)

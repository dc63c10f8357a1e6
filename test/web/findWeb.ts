Object.assign(process.env, JSON.parse(process.env.WEB_SUITE ?? '{}'))

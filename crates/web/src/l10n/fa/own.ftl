# صفحهٔ خود اپراتور

own-returned = برگشتند
own-returned-what = مشتری‌هایی که امروز سراغ شما آمدند
own-connected = به شما وصل شدند
own-queues = صف‌های شما
own-queues-unasked = ارتباط با سرور تلفنی قطع است و وضعیت شما در صف‌ها معلوم نیست.
own-queues-none = عضو صفی نیستید.
own-missed = امروز به شما نرسیدند
own-missed-nobody = امروز هر که سراغ شما آمد، به شما رسید.
own-conversations = گفت‌وگوهای امروز
own-conversations-none = امروز هنوز با کسی صحبت نکرده‌اید.
own-lasted = مدت

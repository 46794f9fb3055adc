# صفحهٔ خود اپراتور

own-returned = برگشتند
own-returned-what = مشتری‌هایی که امروز برای صحبت با شما برگشتند
own-connected = به شما وصل شدند
own-queues = صف‌های شما
own-queues-unasked = ارتباط با سرور تلفنی قطع است و وضعیت شما در صف‌ها معلوم نیست.
own-queues-none = عضو صفی نیستید.
own-missed = امروز به شما وصل نشدند
own-missed-nobody = امروز تماسی نبود که باید به شما وصل می‌شد و نشد.
own-conversations = مکالمه‌های امروز
own-conversations-none = امروز هنوز با کسی صحبت نکرده‌اید.
own-lasted = مدت
